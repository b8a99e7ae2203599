import type { ComponentProps } from "react";
import { cn } from "./class-names";

/** The look of a text control, shared with select triggers and code fields. */
export const controlClasses =
  "w-full min-w-0 rounded-lg border border-input bg-surface text-sm text-text shadow-xs transition-colors hover:border-muted focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-ring/40 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-danger aria-invalid:outline-danger/40 [&:is(input,textarea):read-only]:bg-sunken";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return (
    <input
      type={type}
      className={cn(
        controlClasses,
        "h-9 px-3 file:mr-3 file:border-0 file:bg-transparent file:font-medium file:text-sm",
        className,
      )}
      {...props}
    />
  );
}
