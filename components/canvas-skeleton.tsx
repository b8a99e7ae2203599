import { Skeleton } from "./ui/skeleton";
import { Spinner } from "./ui/spinner";

/** Stands in for the canvas while its code loads: same header, same ground. */
export function CanvasSkeleton({ label }: { label: string }) {
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center gap-3 border-border border-b bg-surface px-4">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="ml-auto h-8 w-24" />
      </div>
      <div role="status" className="grid flex-1 place-items-center bg-canvas text-muted">
        <span className="flex items-center gap-2">
          <Spinner />
          {label}
        </span>
      </div>
    </div>
  );
}
