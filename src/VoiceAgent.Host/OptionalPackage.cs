using System.Reflection;

namespace VoiceAgent.Hosting;

/// <summary>Packages the host is not built with, whose files may lie beside it.</summary>
internal static class OptionalPackage
{
    /// <summary>Finds a type of such a package.</summary>
    /// <param name="package">Name of the package and of its assembly.</param>
    /// <param name="type">Name of the type, without its namespace, which is the package's name.</param>
    /// <returns>Null when the package is not there, or has no such type.</returns>
    public static Type? Find(string package, string type)
    {
        var path = Path.Combine(AppContext.BaseDirectory, package + ".dll");

        // By its path: what was not there when the host was built is found by no other name, and neither are the packages it needs.
        return File.Exists(path) ? Assembly.LoadFrom(path).GetType($"{package}.{type}") : null;
    }
}
