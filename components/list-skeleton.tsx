import { Card } from "./page";
import { Skeleton } from "./ui/skeleton";

/** A list of rows on its way, as high as they will be. */
export function ListSkeleton() {
  return (
    <Card>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex h-[57px] items-center gap-6 border-border border-b px-4 last:border-0">
          <Skeleton className="h-4 w-1/4" />
          <Skeleton className="hidden h-4 w-24 sm:block" />
          <Skeleton className="ml-auto h-4 w-24" />
        </div>
      ))}
    </Card>
  );
}
