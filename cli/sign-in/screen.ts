/** How a sign-in is shown. */

export interface SignInScreen {
  browser: boolean;
  qr: boolean;
  /** Where the words go; where a value goes to standard output, they go to standard error. */
  output: NodeJS.WriteStream;
  /** The command that starts it again. */
  again: string;
}
