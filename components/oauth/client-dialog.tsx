"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { ApiScope } from "@/shared/api-keys";
import { isRedirectUri } from "@/shared/oauth";
import { useMe } from "../access/use-me";
import { ChoiceField } from "../account/choice-field";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { NameField } from "../name-field";
import { Checkbox } from "../ui/checkbox";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Label } from "../ui/label";
import { Textarea } from "../ui/textarea";
import { MadeClient } from "./made-client";
import { ScopeFields } from "./scope-fields";

/** Registers a client and shows its secret, once. */
export function ClientDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("oauth");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.oauthClients.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => queryClient.invalidateQueries(trpc.oauthClients.pathFilter()),
    }),
  );
  const made = create.data;
  const isPublic = made?.secret === null;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent onInteractOutside={(event) => made && event.preventDefault()}>
        <DialogHeader>
          <DialogTitle>
            {made ? t(isPublic ? "client.madePublicTitle" : "client.madeTitle") : t("clients.add")}
          </DialogTitle>
          <DialogDescription>
            {made ? t(isPublic ? "client.madePublic" : "client.made") : t("client.description")}
          </DialogDescription>
        </DialogHeader>
        {made ? <MadeClient made={made} onClose={onClose} /> : <Form create={create} onClose={onClose} />}
      </DialogContent>
    </Dialog>
  );
}

type NewClient = { name: string; isPublic: boolean; redirectUris: string[]; scopes: ApiScope[]; actsAs?: string };
type FormProps = {
  create: { mutate(input: NewClient): void; isPending: boolean; error: unknown };
  onClose: () => void;
};

const kinds = ["confidential", "public"] as const;

function Form({ create, onClose }: FormProps) {
  const t = useTranslations("oauth.client");
  const people = useLent();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<(typeof kinds)[number]>("confidential");
  const [lines, setLines] = useState("");
  const [scopes, setScopes] = useState<ApiScope[]>(["workflows:read", "executions:read"]);
  const [chosen, setChosen] = useState<string>();
  const isPublic = kind === "public";
  const [hasOwn, setHasOwn] = useState(false);
  const actsAs = hasOwn && !isPublic ? (chosen ?? people[0]?.value) : undefined;
  const redirectUris = lines.split(/\s+/).filter(Boolean);
  const wrong = redirectUris.find((uri) => !isRedirectUri(uri));
  const isComplete = name.trim() !== "" && scopes.length > 0 && (redirectUris.length > 0 || actsAs !== undefined);

  function save(event: FormEvent) {
    event.preventDefault();
    create.mutate({ name: name.trim(), isPublic, redirectUris, scopes, ...(actsAs && { actsAs }) });
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4" noValidate>
      <NameField label={t("name")} help={t("nameHelp")} value={name} onChange={setName} />
      <ChoiceField
        label={t("kind")}
        value={kind}
        options={kinds.map((value) => ({ value, label: t(value) }))}
        onChange={setKind}
      />
      <FormField
        label={t("redirects")}
        help={t(isPublic ? "redirectsPublicHelp" : "redirectsConfidentialHelp")}
        // While a line is being typed it is not complete.
        error={wrong !== undefined && /\s$/.test(lines) ? t("wrongRedirect", { address: wrong }) : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            spellCheck={false}
            className="font-mono text-xs"
            value={lines}
            onChange={(event) => setLines(event.target.value)}
            onBlur={() => setLines((text) => (text.trim() ? `${text.trim()}\n` : ""))}
          />
        )}
      </FormField>
      <ScopeFields label={t("scopes")} value={scopes} onChange={setScopes} />
      {!isPublic && (
        <Label className="flex items-center gap-2 font-normal">
          <Checkbox checked={hasOwn} onCheckedChange={(on) => setHasOwn(on === true)} />
          {t("ownAccess")}
        </Label>
      )}
      {actsAs !== undefined && (
        <div className="flex flex-col gap-1.5">
          <ChoiceField label={t("actsAs")} value={actsAs} options={people} onChange={setChosen} />
          <p className="text-muted text-xs leading-4">{t("actsAsHelp")}</p>
        </div>
      )}
      <DialogActions
        error={create.error}
        pending={create.isPending}
        disabled={!isComplete || wrong !== undefined}
        action={t("create")}
        onCancel={onClose}
      />
    </form>
  );
}

/** Whose rights may be lent: one's own first, then those of people who are no administrators. */
function useLent(): { value: string; label: string }[] {
  const me = useMe();
  const users = useQuery(useTRPC().users.list.queryOptions()).data ?? [];
  const may = users.filter(({ id, role, disabledAt }) => disabledAt === null && (id === me?.id || role === "member"));
  const own = may.filter(({ id }) => id === me?.id);
  return [...own, ...may.filter((one) => !own.includes(one))].map(({ id, name, email }) => ({
    value: id,
    label: `${name} (${email})`,
  }));
}
