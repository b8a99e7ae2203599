import { cn } from "./ui/class-names";

/** Two islets joined by a wire; the name stands beside it. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cn("size-7 shrink-0", className)}>
      <path className="fill-primary" d="M1.5 26c0-5.2 3-9.2 6.8-9.2s6.8 4 6.8 9.2Z" />
      <path className="fill-primary" d="M16.6 26c0-6.6 3-11.6 6.9-11.6s7 5 7 11.6Z" />
      <path
        className="fill-none stroke-accent"
        strokeWidth="2.2"
        strokeLinecap="round"
        d="M8.3 12.4c2.2 3.3 10.6 3 15.2-3.2"
      />
      <circle className="fill-accent" cx="8.3" cy="11.6" r="2.9" />
      <circle className="fill-accent" cx="23.5" cy="8.6" r="2.9" />
    </svg>
  );
}
