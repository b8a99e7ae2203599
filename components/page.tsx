import type { ReactNode } from "react";
import { cn } from "./ui/class-names";

type PageProps = {
  title: string;
  /** One sentence on what this page is for. */
  description?: ReactNode;
  actions?: ReactNode;
  /** For pages of forms and text. */
  narrow?: boolean;
  children: ReactNode;
};

/** The frame of every page but the canvas: heading, actions, content. */
export function Page({ title, description, actions, narrow = false, children }: PageProps) {
  return (
    <div className={cn("mx-auto w-full px-4 py-5 sm:px-6 md:py-8 lg:px-8", narrow ? "max-w-3xl" : "max-w-6xl")}>
      <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="font-semibold text-xl leading-7 tracking-tight">{title}</h1>
          {description && <p className="mt-0.5 text-muted text-sm">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A bordered surface for lists and tables. */
export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={cn("overflow-hidden rounded-xl border border-border bg-surface shadow-xs", className)}>
      {children}
    </div>
  );
}
