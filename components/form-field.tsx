import { type ReactNode, useId } from "react";
import { cn } from "./ui/class-names";
import { Label } from "./ui/label";

type ControlProps = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

type FormFieldProps = {
  label: ReactNode;
  help?: ReactNode;
  /** What is wrong with the value; replaces the help. */
  error?: string;
  className?: string;
  /** Draws the control with the ids that tie label, help and error to it. */
  children: (control: ControlProps) => ReactNode;
};

export function FormField({ label, help, error, className, children }: FormFieldProps) {
  const id = useId();
  const note = error ?? help;
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <Label htmlFor={id}>{label}</Label>
      {children({
        id,
        "aria-describedby": note ? `${id}-note` : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {note && (
        <p id={`${id}-note`} className={cn("text-xs leading-4", error ? "text-danger" : "text-muted")}>
          {note}
        </p>
      )}
    </div>
  );
}

/** An error of a whole form, announced when it appears. */
export function FormError({ message, hint }: { message: string; hint?: string }) {
  return (
    <div role="alert" className="rounded-lg border border-danger/30 bg-danger-soft px-3 py-2 text-danger text-sm">
      <p className="break-words font-medium">{message}</p>
      {hint && <p className="mt-0.5 break-words">{hint}</p>}
    </div>
  );
}
