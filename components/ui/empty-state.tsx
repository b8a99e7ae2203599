import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

type EmptyStateProps = {
  icon: LucideIcon;
  title: string;
  /** What would be here, and how it gets here. */
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** `h1` where nothing else is on the page. */
  heading?: "h1" | "h2";
};

export function EmptyState({ icon: Icon, title, children, actions, className, heading = "h2" }: EmptyStateProps) {
  const Heading = heading;
  return (
    <div className={cn("flex flex-col items-center gap-3 px-6 py-14 text-center", className)}>
      <span className="grid size-12 place-items-center rounded-xl bg-primary-soft text-primary">
        <Icon aria-hidden className="size-6" />
      </span>
      <Heading className="font-semibold text-base leading-6">{title}</Heading>
      {children && <div className="max-w-md text-pretty text-muted text-sm">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
