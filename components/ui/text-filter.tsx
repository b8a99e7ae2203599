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
  const sent = useRef(value);
  useEffect(() => {
    // What comes back of our own: more may have been typed since.
    if (value === sent.current) return;
    clearTimeout(timer.current);
    sent.current = value;
    setText(value);
  }, [value]);
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
        timer.current = setTimeout(() => {
          sent.current = target.value.trim();
          onChange(sent.current);
        }, typingMs);
      }}
    />
  );
}
