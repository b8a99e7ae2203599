import { errorText } from "./api";
import { Card } from "./page";
import { ErrorState } from "./ui/error-state";

type ListFailedProps = { query: { data?: unknown; error: unknown; refetch(): unknown }; title: string };

/** In the place of a list that could not be loaded. What was loaded before stays on the page instead. */
export function ListFailed({ query: { data, error, refetch }, title }: ListFailedProps) {
  if (!error || data !== undefined) return null;
  return (
    <Card>
      <ErrorState title={title} message={errorText(error).message} onRetry={() => void refetch()} />
    </Card>
  );
}
