"use client";

import { useEffect, useRef, useState } from "react";
import { Input } from "./input";

const typingMs = 300;

type TextFilterProps = {
  label: string;
  placeholder: string;
  maxLength: number;
  value: string;
  onChange: (value: string) => void;
};

/** The list follows when the typing pauses. */
export function TextFilter({ label, placeholder, maxLength, value, onChange }: TextFilterProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={maxLength}
      className="w-full sm:w-64"
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(target.value.trim()), typingMs);
      }}
    />
  );
}
