/** Why the microphone could not be opened, and what to do. */
export function explainMicrophone(error: unknown): string {
  switch (error instanceof Error ? error.name : "") {
    case "SecurityError":
      return "Browsers open the microphone only on localhost or over HTTPS. You can type instead.";
    case "NotAllowedError":
      return "The microphone is blocked for this page. Allow it in the browser's site settings and try again, or type instead.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No microphone was found. Connect one and try again, or type instead.";
    case "NotReadableError":
      return "The microphone is in use by another program. Close it and try again, or type instead.";
    default:
      return "The microphone could not be opened. You can type instead.";
  }
}
