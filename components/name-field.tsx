"use client";

import type { ReactNode } from "react";
import { FormField } from "./form-field";
import { Input } from "./ui/input";

type NameFieldProps = {
  label: ReactNode;
  help?: ReactNode;
  error?: string;
  value: string;
  onChange: (name: string) => void;
};

/** What something is called. */
export function NameField({ value, onChange, ...field }: NameFieldProps) {
  return (
    <FormField {...field}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          maxLength={128}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}
