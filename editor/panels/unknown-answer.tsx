"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/components/api";
import { resolutionIcons } from "@/components/executions/unknown-items";
import { useExecutionActions } from "@/components/executions/use-execution-actions";
import { Button } from "@/components/ui/button";
import { Hint } from "@/components/ui/tooltip";
import { type Resolution, resolutions } from "@/shared/execution";
import { useEditor } from "../editor-context";

/** For an execution that stopped because nobody knows whether a step was done: how to go on, or how it went on. */
export function UnknownAnswer({ executionId }: { executionId: number }) {
  const t = useTranslations("executions.unknown");
  const editor = useEditor();
  const router = useRouter();
  const { goOn } = useExecutionActions();
  const { data: retriedAs } = useQuery(useTRPC().executions.retriedAs.queryOptions({ id: executionId }));
  if (retriedAs === undefined) return null;
  if (retriedAs !== null)
    return (
      <Link href={`/executions/${retriedAs}`} className="basis-full rounded-sm text-primary text-sm hover:underline">
        {t("answered", { id: retriedAs })}
      </Link>
    );

  function choose(how: Resolution) {
    const show = (id: number | undefined) => {
      if (id === undefined) return;
      if (editor.state.getState().readOnly) router.push(`/executions/${id}`);
      else editor.run.watch(id);
    };
    goOn.mutate({ ids: [executionId], how }, { onSuccess: ({ started }) => show(started[0]?.id) });
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons, not form fields
    <div role="group" aria-label={t("question")} className="flex basis-full flex-wrap gap-2 pl-7">
      {resolutions.map((how) => {
        const Icon = resolutionIcons[how];
        return (
          <Hint key={how} label={t(`${how}Help`)}>
            <Button variant="secondary" size="sm" disabled={goOn.isPending} onClick={() => choose(how)}>
              <Icon aria-hidden />
              {t(how)}
            </Button>
          </Hint>
        );
      })}
    </div>
  );
}
