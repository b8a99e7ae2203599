"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { EyeOff, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Variable } from "@/shared/api";
import { useTRPC } from "../api";
import { CopyButton } from "../item-view/copy-button";
import { Button } from "../ui/button";
import { toast } from "../ui/toast";
import { ConfirmedRemoval } from "./confirmed-removal";
import { SectionList } from "./section-list";
import { VariableDialog } from "./variable-dialog";

export function VariablesSection() {
  const t = useTranslations("settings.variables");
  const query = useQuery(useTRPC().variables.list.queryOptions());
  const [dialog, setDialog] = useState<{ variable?: Variable }>();
  return (
    <SectionList
      title={t("title")}
      description={t.rich("description", { code: (chunks) => <code className="text-xs">{chunks}</code> })}
      texts={{ add: t("add"), loadFailed: t("loadFailed"), none: t("none") }}
      query={query}
      onAdd={() => setDialog({})}
      row={(variable) => <VariableRow key={variable.name} variable={variable} onEdit={() => setDialog({ variable })} />}
    >
      {dialog && (
        <VariableDialog
          variable={dialog.variable}
          taken={query.data?.map(({ name }) => name) ?? []}
          onClose={() => setDialog(undefined)}
        />
      )}
    </SectionList>
  );
}

function VariableRow({ variable: { name, value, isSecret }, onEdit }: { variable: Variable; onEdit: () => void }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const restore = useMutation(
    trpc.variables.set.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.variables.pathFilter()),
    }),
  );
  const remove = useMutation(
    trpc.variables.delete.mutationOptions({
      onSuccess: () =>
        toast.success(
          t("variables.deleted", { name }),
          // What was secret is known to nobody any more.
          isSecret ? {} : { action: { label: common("undo"), onClick: () => restore.mutate({ name, value }) } },
        ),
      onSettled: () => queryClient.invalidateQueries(trpc.variables.pathFilter()),
    }),
  );
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <span className="grid min-w-0 flex-1 gap-x-4 sm:grid-cols-[14rem_minmax(0,1fr)]">
        <code className="truncate font-medium text-sm" title={name}>
          {name}
        </code>
        <span className="truncate text-muted text-sm" title={value.slice(0, 1_000)}>
          {isSecret ? (
            <span className="inline-flex items-center gap-1.5">
              <EyeOff aria-hidden className="size-3.5" />
              {t("variables.secret")}
            </span>
          ) : value === "" ? (
            <em>{t("variables.empty")}</em>
          ) : (
            value
          )}
        </span>
      </span>
      <CopyButton label={t("variables.copy", { expression: `$vars.${name}` })} text={() => `$vars.${name}`} />
      <Button variant="ghost" size="icon-sm" aria-label={t("variables.edit", { name })} onClick={onEdit}>
        <Pencil aria-hidden />
      </Button>
      <ConfirmedRemoval
        label={t("variables.delete", { name })}
        pending={remove.isPending}
        title={t("deleteVariable.title")}
        description={t("deleteVariable.text", { expression: `$vars.${name}` })}
        action={common("delete")}
        onConfirm={() => remove.mutate({ name })}
      />
    </li>
  );
}
