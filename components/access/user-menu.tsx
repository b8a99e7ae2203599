"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, LogOut, UserRoundCheck, UserRoundX } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { UserInfo } from "@/shared/access";
import { MadeLink } from "../account/made-link";
import { useTRPC } from "../api";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { toast } from "../ui/toast";

/** What an administrator can do with somebody's account. */
export function UserMenu({ user, isMe }: { user: UserInfo; isMe: boolean }) {
  const t = useTranslations("access.users");
  const { id, name, role, disabledAt } = user;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const onSettled = () => queryClient.invalidateQueries(trpc.users.pathFilter());
  const disable = useMutation(trpc.users.disable.mutationOptions({ onSettled }));
  const enable = useMutation(trpc.users.enable.mutationOptions({ onSettled }));
  const end = useMutation(
    trpc.invitations.endSessionsOf.mutationOptions({
      onSuccess: ({ ended }) => void toast.success(t("sessionsEnded", { name, ended })),
      onSettled,
    }),
  );
  const reset = useMutation(trpc.invitations.resetPassword.mutationOptions({ onSettled }));
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t("actions", { name })}
            pending={disable.isPending || enable.isPending || end.isPending || reset.isPending}
          >
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem
            disabled={disabledAt !== null || (role === "owner" && !isMe)}
            onSelect={() => reset.mutate({ userId: id })}
          >
            <KeyRound aria-hidden />
            {t("newPassword")}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={isMe} onSelect={() => end.mutate({ userId: id })}>
            <LogOut aria-hidden />
            {t("endSessions")}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          {disabledAt === null ? (
            <DropdownMenuItem variant="danger" disabled={role === "owner" || isMe} onSelect={() => setConfirming(true)}>
              <UserRoundX aria-hidden />
              {t("disable")}
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={() => enable.mutate({ id })}>
              <UserRoundCheck aria-hidden />
              {t("enable")}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("disableTitle")}
        description={t("disableText", { name })}
        action={t("disableAction")}
        onConfirm={() => disable.mutate({ id })}
      />
      {reset.data && (
        <Dialog open onOpenChange={(open) => !open && reset.reset()}>
          {/* What is shown once is not lost by a click beside it. */}
          <DialogContent onInteractOutside={(event) => event.preventDefault()}>
            <DialogHeader>
              <DialogTitle>{t("newPassword")}</DialogTitle>
              <DialogDescription>{t("newPasswordText", { name })}</DialogDescription>
            </DialogHeader>
            <MadeLink url={reset.data.url} onClose={reset.reset} />
          </DialogContent>
        </Dialog>
      )}
    </>
  );
}
