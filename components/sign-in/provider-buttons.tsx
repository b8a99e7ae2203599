"use client";

import { useQuery } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { Button } from "../ui/button";
import { goToProvider } from "./go-to-provider";

type ProviderButtonsProps = { next: string | undefined; onProblem: (problem: string) => void };

/** Not drawn where there are no providers. */
export function ProviderButtons({ next, onProblem }: ProviderButtonsProps) {
  const t = useTranslations("accounts.by");
  const { data } = useQuery(useTRPC().signIn.buttons.queryOptions());
  const [going, setGoing] = useState<string>();
  if (!data?.length) return null;

  async function go(provider: string) {
    setGoing(provider);
    const problem = await goToProvider({ provider, ...(next && { next }) });
    if (problem === undefined) return;
    setGoing(undefined);
    onProblem(problem);
  }

  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3 text-muted text-xs">
        <span aria-hidden className="h-px flex-1 bg-border" />
        {t("or")}
        <span aria-hidden className="h-px flex-1 bg-border" />
      </div>
      {data.map(({ id, name }) => (
        <Button key={id} variant="secondary" pending={going === id} onClick={() => void go(id)}>
          <LogIn aria-hidden />
          {t("with", { name })}
        </Button>
      ))}
    </div>
  );
}
