import { RotateCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "./ui/button";
import { Hint } from "./ui/tooltip";

/** What of a list that comes page by page these need. */
type PagedQuery = {
  isRefetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  refetch(): unknown;
  fetchNextPage(): unknown;
};

export function RefreshButton({ list }: { list: PagedQuery }) {
  const t = useTranslations("executions");
  return (
    <Hint label={t("refreshNow")}>
      <Button
        variant="secondary"
        size="icon"
        aria-label={t("refresh")}
        pending={list.isRefetching && !list.isFetchingNextPage}
        onClick={() => void list.refetch()}
      >
        <RotateCw aria-hidden />
      </Button>
    </Hint>
  );
}

export function LoadMore({ list }: { list: PagedQuery }) {
  const t = useTranslations("executions");
  if (!list.hasNextPage) return null;
  return (
    <div className="mt-4 flex justify-center">
      <Button variant="secondary" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t("loadMore")}
      </Button>
    </div>
  );
}
