import type { ComponentProps } from "react";
import { Input } from "../ui/input";

type CodeInputProps = Omit<ComponentProps<"input">, "onChange" | "type" | "value"> & {
  value: string;
  onChange: (value: string) => void;
};

/** For the six digits of an authenticator app. */
export function CodeInput({ value, onChange, ...props }: CodeInputProps) {
  return (
    <Input
      {...props}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]*"
      maxLength={7}
      className="font-mono text-base tracking-[0.3em] placeholder:tracking-normal"
      value={value}
      onChange={(event) => onChange(event.target.value.replace(/\D/g, "").slice(0, 6))}
    />
  );
}
