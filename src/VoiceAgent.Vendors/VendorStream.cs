using System.Runtime.CompilerServices;
using VoiceAgent.Errors;

namespace VoiceAgent.Vendors;

/// <summary>Streams of vendors' libraries, with failures of this project.</summary>
public static class VendorStream
{
    /// <summary>The same items; what is thrown between them is translated.</summary>
    /// <param name="items">The library's stream.</param>
    /// <param name="vendor">Whose it is.</param>
    /// <param name="translate">Makes a failure of what was thrown; never called for a cancellation by <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">The reader has no use for more.</param>
    public static async IAsyncEnumerable<T> Translated<T>(
        this IAsyncEnumerable<T> items,
        Vendor vendor,
        Func<Exception, Exception> translate,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var reader = items.GetAsyncEnumerator(cancellationToken);
        await using (reader.ConfigureAwait(false))
        {
            while (
                await CallAsync(vendor, translate, () => reader.MoveNextAsync(), cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                yield return reader.Current;
            }
        }
    }

    /// <summary>The same result; what is thrown on the way is translated.</summary>
    public static async Task<T> CallAsync<T>(
        Vendor vendor,
        Func<Exception, Exception> translate,
        Func<ValueTask<T>> call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception)
        {
            // The library's own time limit.
            throw new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"{vendor.Name} did not answer in time.",
                exception
            );
        }
        catch (Exception exception)
        {
            throw translate(exception);
        }
    }
}
