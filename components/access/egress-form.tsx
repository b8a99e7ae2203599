"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { ProjectEgress } from "@/shared/egress";
import { errorText, useTRPC } from "../api";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Textarea } from "../ui/textarea";
import { toast } from "../ui/toast";

const entriesOf = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** Where the workflows of a project may connect to. */
export function EgressForm({ id, egress }: { id: string; egress: ProjectEgress }) {
  const t = useTranslations("access.egress");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [drafts, setDrafts] = useState<{ [list in keyof ProjectEgress]?: string }>({});
  const save = useMutation(
    trpc.projects.setEgress.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        toast.success(t("saved"));
        return queryClient.invalidateQueries(trpc.projects.pathFilter()).then(() => setDrafts({}));
      },
    }),
  );
  const isDirty = drafts.allow !== undefined || drafts.only !== undefined;
  const textOf = (list: keyof ProjectEgress) => drafts[list] ?? egress[list].join("\n");

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({ id, allow: entriesOf(textOf("allow")), only: entriesOf(textOf("only")) });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
      {(["allow", "only"] as const).map((list) => (
        <FormField key={list} label={t(list)} help={t(`${list}Help`)}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              spellCheck={false}
              className="font-mono text-xs"
              value={textOf(list)}
              onChange={(event) => setDrafts({ ...drafts, [list]: event.target.value })}
            />
          )}
        </FormField>
      ))}
      {save.error ? <FormError {...errorText(save.error)} /> : null}
      {isDirty && (
        <div className="flex justify-end gap-2">
          <Button variant="secondary" size="sm" onClick={() => setDrafts({})}>
            {common("cancel")}
          </Button>
          <Button type="submit" size="sm" pending={save.isPending}>
            {common("save")}
          </Button>
        </div>
      )}
    </form>
  );
}

/** What members who do not administer the server read of it; nothing where it is as everywhere. */
export function EgressFacts({ egress }: { egress: ProjectEgress }) {
  const t = useTranslations("access.egress");
  const lists = (["allow", "only"] as const).filter((list) => egress[list].length > 0);
  return (
    <dl className="flex flex-col gap-2">
      {lists.map((list) => (
        <div key={list}>
          <dt className="font-medium text-sm">{t(list)}</dt>
          <dd className="break-words font-mono text-muted text-xs">{egress[list].join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}
