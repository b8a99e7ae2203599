import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { controlClasses } from "./input";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(controlClasses, "field-sizing-content min-h-16 px-3 py-2", className)} {...props} />;
}
