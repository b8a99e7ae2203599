"use client";

import { useTranslations } from "use-intl";
import { maxPasswordLength, minPasswordLength, passwordProblem } from "@/shared/passwords";
import { FormField } from "../form-field";
import { PasswordInput } from "./password-input";
import { StrengthHint } from "./strength-hint";

type NewPasswordFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The person's name and address, which the password must not hold. */
  own: { name?: string; email?: string };
  /** Somebody wanted to save it. */
  checked: boolean;
  autoFocus?: boolean;
};

/** A password to be: the same rules as on the server, and how good it is beyond them. */
export function NewPasswordField({ label, value, onChange, own, checked, autoFocus }: NewPasswordFieldProps) {
  const t = useTranslations("accounts.problems");
  const problem = checked ? passwordProblem(value, own) : undefined;
  return (
    <FormField
      label={label}
      error={problem && t(problem, { min: minPasswordLength, max: maxPasswordLength })}
      help={<StrengthHint password={value} />}
    >
      {(control) => (
        <PasswordInput
          {...control}
          name="new-password"
          autoComplete="new-password"
          required
          autoFocus={autoFocus}
          maxLength={maxPasswordLength}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}
