/**
 * Puts a text on the clipboard.
 *
 * @returns false where the browser does not let the page: it does so only on pages from this computer or by https
 */
export async function copyText(text: string): Promise<boolean> {
  // Undefined where the page is not from a secure context, whatever the type says.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    // Refused by the user or by a policy: the caller shows the text to be copied by hand.
    return false;
  }
}
