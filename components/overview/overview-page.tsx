"use client";

import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import type { Overview } from "@/shared/overview";
import { useTRPC } from "../api";
import { ChartBand } from "../executions/chart-band";
import { noFilters } from "../executions/filters";
import { ListFailed } from "../list-failed";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { Skeleton } from "../ui/skeleton";
import { FailureCauses } from "./failure-causes";
import { NextRuns } from "./next-runs";
import { ServerSection } from "./server-section";
import { Tiles } from "./tiles";
import { WorkflowLists } from "./workflow-lists";

const refreshMs = 10_000;

/** How the server and its workflows do. Asks again every few seconds, but not in a hidden tab. */
export function OverviewPage() {
  const t = useTranslations("overview");
  const options = useTRPC().overview.get.queryOptions(
    { utcOffset: -new Date().getTimezoneOffset() },
    { refetchInterval: refreshMs },
  );
  const query = useQuery(options);
  const { data } = query;
  return (
    <Page title={t("title")} description={t("description")}>
      <ListFailed query={query} title={t("loadFailed")} />
      {query.isPending && <OverviewSkeleton />}
      {data && (
        <div className="flex flex-col gap-6">
          {data.isEmpty ? <NothingYet /> : <Doing data={data} />}
          {data.server && <ServerSection server={data.server} />}
        </div>
      )}
    </Page>
  );
}

function Doing({ data }: { data: Overview }) {
  const router = useRouter();
  return (
    <>
      <div>
        <Tiles data={data} />
        <ChartBand
          filters={noFilters}
          onChange={({ ended }) => {
            if (ended) router.push(`/executions?ended=${ended}`);
          }}
        />
      </div>
      <FailureCauses causes={data.causes} />
      <WorkflowLists data={data} />
      <NextRuns runs={data.nextRuns} />
    </>
  );
}

function NothingYet() {
  const t = useTranslations("overview.empty");
  return (
    <Card>
      <EmptyState
        icon={Gauge}
        title={t("title")}
        actions={
          <>
            <Button asChild>
              <Link href="/workflows">{t("toWorkflows")}</Link>
            </Button>
            <Button asChild variant="secondary">
              <Link href="/templates">{t("toTemplates")}</Link>
            </Button>
          </>
        }
      >
        {t("text")}
      </EmptyState>
    </Card>
  );
}

function OverviewSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        {[0, 1, 2, 3, 4].map((tile) => (
          <Skeleton key={tile} className="h-[98px] rounded-xl max-lg:last:col-span-2" />
        ))}
      </div>
      <Skeleton className="h-56 rounded-xl" />
      <Skeleton className="h-40 rounded-xl" />
    </div>
  );
}
