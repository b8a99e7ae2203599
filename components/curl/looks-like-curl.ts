/** Without reading it: what is pasted is a curl command, with or without the prompt before it. */
export const looksLikeCurl = (text: string): boolean => /^\s*(?:\$\s+)?curl(?:\.exe)?\s/.test(text);
