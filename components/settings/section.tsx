import { type ReactNode, useId } from "react";
import { Card } from "../page";

type SectionProps = { title: string; description?: ReactNode; actions?: ReactNode; children: ReactNode };

export function Section({ title, description, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex items-end justify-between gap-3">
        <div className="min-w-0">
          <h2 id={id} className="font-semibold text-base leading-6">
            {title}
          </h2>
          {description && <p className="text-muted text-sm">{description}</p>}
        </div>
        {actions && <div className="shrink-0">{actions}</div>}
      </div>
      <Card>{children}</Card>
    </section>
  );
}
