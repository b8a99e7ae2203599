"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "../api";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { ErrorState } from "../ui/error-state";
import { Link } from "../ui/link";
import { Skeleton } from "../ui/skeleton";
import { ConnectionState } from "./connection-state";

/** Where a sign-in at a service ends, in a window of its own or not. */
export function ConnectedPage() {
  const t = useTranslations("credentials.connect");
  const params = useSearchParams();
  const problem = params.get("problem");
  const id = params.get("id");
  const known = problem === "session" ? "session" : "state";
  return (
    <Page title={t("title")} narrow>
      <Card className="flex flex-col gap-4 p-5">
        {id && !problem ? <Outcome id={id} /> : <p className="text-danger">{t(`problems.${known}`)}</p>}
        <Button asChild variant="secondary" className="w-fit">
          <Link href="/credentials">{t("toCredentials")}</Link>
        </Button>
      </Card>
    </Page>
  );
}

function Outcome({ id }: { id: string }) {
  const t = useTranslations("credentials.connect");
  const { data, error, refetch } = useQuery(useTRPC().credentials.get.queryOptions({ id }));
  if (error)
    return <ErrorState title={t("loadFailed")} message={errorText(error).message} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-16" />;
  const isDone = data.connection?.state && !data.connection.failed;
  return (
    <>
      <h2 className="break-words font-medium text-base">{data.name}</h2>
      {data.connection && <ConnectionState connection={data.connection} />}
      {isDone && <p className="text-muted text-sm">{t("mayClose")}</p>}
    </>
  );
}
