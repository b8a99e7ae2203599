"use client";

import { useTheme } from "next-themes";
import { useId, useSyncExternalStore } from "react";
import { themes } from "../shell/user-menu";
import { Section } from "./section";

export function ThemeSection() {
  const { theme, setTheme } = useTheme();
  const name = useId();
  // The server does not know what this browser chose.
  const isBrowser = useSyncExternalStore(subscribe, inBrowser, onServer);
  return (
    <Section title="Theme" description="In this browser only.">
      <div role="radiogroup" aria-label="Theme" className="grid gap-2 p-4 sm:grid-cols-3">
        {themes.map(({ value, label, icon: Icon }) => (
          <label
            key={value}
            className="relative flex cursor-pointer items-center gap-2.5 rounded-lg border border-border px-3 py-2.5 text-sm outline-offset-2 transition-colors hover:bg-hover has-checked:border-primary has-focus-visible:outline-2 has-focus-visible:outline-ring has-checked:bg-primary-soft"
          >
            <input
              type="radio"
              name={name}
              value={value}
              className="absolute inset-0 cursor-pointer opacity-0"
              checked={isBrowser && (theme ?? "system") === value}
              onChange={() => setTheme(value)}
            />
            <Icon aria-hidden className="size-4 shrink-0 text-muted" />
            {label}
          </label>
        ))}
      </div>
    </Section>
  );
}

const subscribe = () => () => {};
const inBrowser = () => true;
const onServer = () => false;
