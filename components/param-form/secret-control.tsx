"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Input } from "../ui/input";
import type { ControlProps } from "./control-props";
import { textOf } from "./text-of";

export function SecretControl({ field, value, path, onChange, attributes, readOnly }: ControlProps<"secret">) {
  const [visible, setVisible] = useState(false);
  const Icon = visible ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input
        {...attributes}
        readOnly={readOnly}
        type={visible ? "text" : "password"}
        // Browsers offer to store what they take for a sign-in.
        autoComplete="new-password"
        spellCheck={false}
        className="pr-10"
        value={textOf(value)}
        onChange={(event) => onChange(event.target.value, path)}
      />
      <button
        type="button"
        aria-label={`${visible ? "Hide" : "Show"} ${field.label}`}
        onClick={() => setVisible(!visible)}
        className="absolute inset-y-1 right-1 grid w-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </div>
  );
}
