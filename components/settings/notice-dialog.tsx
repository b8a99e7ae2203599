"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { type NoticeChannel, type NoticeKind, noticeAccounts } from "@/shared/notice-channel";
import { errorText, useTRPC } from "../api";
import { CredentialPicker } from "../credentials/credential-picker";
import { FormError, FormField } from "../form-field";
import { NameField } from "../name-field";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Label } from "../ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { toast } from "../ui/toast";
import { type NoticeField, noticeFields, noticeKinds, settingsOf, textsOf } from "./notice-form";

type NoticeDialogProps = {
  /** The one to edit; without it a new one is added. */
  channel: NoticeChannel | undefined;
  /** None is told by default yet. */
  isFirst: boolean;
  onClose: () => void;
};

const minutes = [1, 5, 15, 60, 1_440] as const;

export function NoticeDialog({ channel, isFirst, onClose }: NoticeDialogProps) {
  const t = useTranslations("notices");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-h-[90dvh] overflow-y-auto">
        <DialogHeader>
          <DialogTitle>{channel ? t("edit", { name: channel.name }) : t("add")}</DialogTitle>
          <DialogDescription>{t("dialog.description")}</DialogDescription>
        </DialogHeader>
        <NoticeForm channel={channel} isFirst={isFirst} onClose={onClose} />
      </DialogContent>
    </Dialog>
  );
}

function NoticeForm({ channel, isFirst, onClose }: NoticeDialogProps) {
  const t = useTranslations("notices");
  const common = useTranslations("common");
  const [name, setName] = useState(channel?.name ?? "");
  const [by, setBy] = useState<NoticeKind>(channel?.settings.by ?? "email");
  const [texts, setTexts] = useState(() => textsOf(channel?.settings));
  const [everyMinutes, setEveryMinutes] = useState(channel?.everyMinutes ?? 5);
  const [isDefault, setDefault] = useState(channel?.isDefault ?? isFirst);
  const { save, test } = useNoticeActions(onClose);
  const { types, isOptional } = noticeAccounts[by];
  const settings = settingsOf(by, texts);
  const isComplete =
    (isOptional || texts.credentialId !== "") && noticeFields[by].every((field) => texts[field].trim() !== "");
  const input = { id: channel?.id, name: name.trim(), everyMinutes, isDefault, settings };
  const error = save.error ?? test.error;
  const set = (field: NoticeField | "credentialId", value: string) => setTexts({ ...texts, [field]: value });

  function submit(event: FormEvent) {
    event.preventDefault();
    test.reset();
    save.mutate(input);
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <NameField label={t("dialog.name")} help={t("dialog.nameHelp")} value={name} onChange={setName} />
      <FormField label={t("dialog.by")}>
        {(control) => (
          <Select value={by} onValueChange={(value) => setBy(noticeKinds.find((kind) => kind === value) ?? by)}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {noticeKinds.map((kind) => (
                <SelectItem key={kind} value={kind}>
                  {t(`kinds.${kind}`)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </FormField>
      <CredentialPicker
        label={t("dialog.account")}
        types={types}
        isOptional={isOptional}
        value={texts.credentialId || undefined}
        onChange={(id) => set("credentialId", id ?? "")}
        readOnly={false}
      />
      {noticeFields[by].map((field) => (
        <FormField key={field} label={t(`fields.${field}.label`)} help={t(`fields.${field}.help`)}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={1_000}
              value={texts[field]}
              onChange={(event) => set(field, event.target.value)}
            />
          )}
        </FormField>
      ))}
      <FormField label={t("dialog.every")} help={t("dialog.everyHelp")}>
        {(control) => (
          <Select value={String(everyMinutes)} onValueChange={(value) => setEveryMinutes(Number(value))}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {[...new Set<number>([...minutes, everyMinutes])].map((count) => (
                <SelectItem key={count} value={String(count)}>
                  {t("dialog.minutes", { count })}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </FormField>
      <Label className="flex items-center gap-2 font-normal">
        <Checkbox checked={isDefault} onCheckedChange={(on) => setDefault(on === true)} />
        {t("dialog.isDefault")}
      </Label>
      {error ? <FormError {...errorText(error)} /> : null}
      <DialogFooter>
        <Button
          variant="secondary"
          className="sm:mr-auto"
          pending={test.isPending}
          disabled={!isComplete}
          onClick={() => {
            save.reset();
            test.mutate({ settings });
          }}
        >
          {t("dialog.test")}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button type="submit" pending={save.isPending} disabled={!isComplete || name.trim() === ""}>
          {common("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function useNoticeActions(onSaved: () => void) {
  const t = useTranslations("notices");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const save = useMutation(
    trpc.notices.save.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        onSaved();
        return queryClient.invalidateQueries(trpc.notices.pathFilter());
      },
    }),
  );
  const test = useMutation(
    trpc.notices.test.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => void toast.success(t("tested")),
    }),
  );
  return { save, test };
}
