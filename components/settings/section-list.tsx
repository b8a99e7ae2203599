import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { errorText } from "../api";
import { Button } from "../ui/button";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { Section } from "./section";

type SectionListProps<T> = {
  title: string;
  description: ReactNode;
  texts: { add?: string; loadFailed: string; none: string };
  query: { data?: readonly T[]; error: unknown; refetch(): unknown };
  /** Without it, who looks may add nothing. */
  onAdd?: () => void;
  row: (entry: T) => ReactNode;
  /** Dialogs. */
  children?: ReactNode;
};

/** A part of the settings that is a list, in each of its states. */
export function SectionList<T>({ title, description, texts, query, onAdd, row, children }: SectionListProps<T>) {
  const { data, error, refetch } = query;
  return (
    <Section
      title={title}
      description={description}
      actions={
        onAdd && (
          <Button variant="secondary" size="sm" onClick={onAdd}>
            <Plus aria-hidden />
            {texts.add}
          </Button>
        )
      }
    >
      {error !== null && !data && (
        <ErrorState
          title={texts.loadFailed}
          message={errorText(error).message}
          onRetry={() => void refetch()}
          className="py-8"
        />
      )}
      {!data && error === null && <Skeleton className="m-4 h-5 w-48" />}
      {data?.length === 0 && <p className="px-4 py-6 text-center text-muted text-sm">{texts.none}</p>}
      {data && data.length > 0 && <ul aria-label={title}>{data.map(row)}</ul>}
      {children}
    </Section>
  );
}
