export const minPasswordLength = 8;

export type PasswordStrength = { level: 0 | 1 | 2 | 3; advice: "short" | "common" | "weak" | "good" | "strong" };

const common = /^(password|passw0rd|qwerty|letmein|welcome|admin|islewire|iloveyou|abc123|123456)/i;

/** A rough guess, from length and variety; it advises and never blocks. */
export function passwordStrength(password: string): PasswordStrength {
  if (password.length < minPasswordLength) return { level: 0, advice: "short" };
  const distinct = new Set(password).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (common.test(password) || distinct < 5) return { level: 1, advice: "common" };
  const score = password.length + kinds * 2;
  if (score >= 20 && distinct >= 8) return { level: 3, advice: "strong" };
  return score >= 15 ? { level: 2, advice: "good" } : { level: 1, advice: "weak" };
}
