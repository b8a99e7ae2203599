import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { ServerFacts } from "@/shared/overview";
import { sizeText } from "../item-view/file-list";
import { Section } from "../settings/section";
import { cn } from "../ui/class-names";

/** Less than a tenth of the disk and than this many bytes is little. */
const littleBytes = 5_000_000_000;

/** What the server is made of, and what it takes up. */
export function ServerSection({ server }: { server: ServerFacts }) {
  const t = useTranslations("overview.server");
  const { version, nodeVersion, databaseVersion, databaseBytes, disk, mainBytes, workers } = server;
  const isLow = disk !== null && disk.freeBytes < Math.min(disk.totalBytes / 10, littleBytes);
  return (
    <Section title={t("title")}>
      <dl>
        <Fact name={t("version")}>{t("versions", { version, node: nodeVersion, sqlite: databaseVersion })}</Fact>
        <Fact name={t("main")}>{sizeText(mainBytes)}</Fact>
        <Fact name={t("workers")}>
          {workers.length === 0 ? (
            <span className="text-danger">{t("noWorkers")}</span>
          ) : (
            <ul className="flex flex-col gap-0.5">
              {workers.map(({ pid, isReady, load, bytes }, index) => (
                <li key={pid ?? index} className={cn(!isReady && "text-danger")}>
                  {isReady
                    ? t("worker", { pid: String(pid ?? index + 1), load })
                    : t("starting", { pid: String(pid ?? index + 1) })}
                  {bytes !== null && ` · ${sizeText(bytes)}`}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name={t("database")}>{sizeText(databaseBytes)}</Fact>
        <Fact name={t("disk")}>
          {disk ? (
            <span className={cn(isLow && "font-medium text-danger")}>
              {t(isLow ? "diskLow" : "diskFree", { free: sizeText(disk.freeBytes), total: sizeText(disk.totalBytes) })}
            </span>
          ) : (
            t("unknown")
          )}
        </Fact>
      </dl>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-h-10 gap-x-4 gap-y-0.5 border-border border-b px-4 py-2.5 text-sm last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </div>
  );
}
