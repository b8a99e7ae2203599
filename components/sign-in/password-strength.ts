import { minPasswordLength, passwordProblem } from "@/shared/passwords";

export type PasswordStrength = { level: 0 | 1 | 2 | 3; advice: "short" | "common" | "weak" | "good" | "strong" };

/** A rough guess, from length and variety, for what the rules allow. */
export function passwordStrength(password: string): PasswordStrength {
  if (password.length < minPasswordLength) return { level: 0, advice: "short" };
  const distinct = new Set(password).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (passwordProblem(password) !== undefined || distinct < 5) return { level: 1, advice: "common" };
  const score = password.length + kinds * 2;
  if (score >= 20 && distinct >= 8) return { level: 3, advice: "strong" };
  return score >= 15 ? { level: 2, advice: "good" } : { level: 1, advice: "weak" };
}
