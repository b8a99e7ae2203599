export const minPasswordLength = 8;

export type PasswordStrength = { level: 0 | 1 | 2 | 3; label: string };

const common = /^(password|passw0rd|qwerty|letmein|welcome|admin|islewire|iloveyou|abc123|123456)/i;

/** A rough guess, from length and variety; it advises and never blocks. */
export function passwordStrength(password: string): PasswordStrength {
  if (password.length < minPasswordLength) {
    return { level: 0, label: `At least ${minPasswordLength} characters. Several words are easy to remember.` };
  }
  const distinct = new Set(password).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (common.test(password) || distinct < 5)
    return { level: 1, label: "Easy to guess. Make it longer or less common." };
  const score = password.length + kinds * 2;
  if (score >= 20 && distinct >= 8) return { level: 3, label: "Strong." };
  return score >= 15
    ? { level: 2, label: "Good. Longer is better still." }
    : { level: 1, label: "Weak. Add a word or two." };
}
