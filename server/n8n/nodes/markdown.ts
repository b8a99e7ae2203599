import type { JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text } from "../params";

export const markdownMappers: Mappers = {
  markdown(params): Mapped {
    const options = object(params.options);
    const to: JsonObject =
      params.mode === "markdownToHtml"
        ? {
            is: "html",
            markdown: params.markdown ?? "",
            document: options.completeHTMLDocument === true,
            breaks: options.simpleLineBreaks === true,
            tables: options.tables === true,
            strikethrough: options.strikethrough === true,
            tasks: options.tasklists === true,
            links: options.simplifiedAutoLink === true,
            newWindow: options.openLinksInNewWindow === true,
            headingIds: options.noHeaderId !== true,
            dashedIds: options.ghCompatibleHeaderId === true,
            idPrefix: text(options.prefixHeaderId),
            firstLevel: options.headerLevelStart ?? 1,
          }
        : {
            is: "markdown",
            html: params.html ?? "",
            bullet: text(options.bulletMarker, "*"),
            emphasis: text(options.emDelimiter, "_"),
            strong: text(options.strongDelimiter, "**"),
            fence: text(options.codeFence, "```"),
            indentedCode: options.codeBlockStyle === "indented",
            keepDataImages: options.keepDataImages === true,
            ignore: text(options.ignore),
            replace: list(object(options.textReplace).values).map((row) => ({
              text: text(row.pattern),
              by: text(row.replacement),
            })),
          };
    return { type: "core.markdown", params: { to, field: text(params.destinationKey, "data") } };
  },
};

export const markdownExporters: Exporters = {
  "core.markdown": (params) => {
    const to = object(params.to);
    const isHtml = to.is === "html";
    const replaced = list(to.replace).map((row) => ({ pattern: row.text ?? "", replacement: row.by ?? "" }));
    return {
      type: "n8n-nodes-base.markdown",
      typeVersion: 1,
      parameters: stored({
        mode: isHtml ? "markdownToHtml" : "htmlToMarkdown",
        ...(isHtml ? { markdown: to.markdown } : { html: to.html }),
        destinationKey: params.field,
        options: isHtml
          ? stored({
              completeHTMLDocument: to.document,
              simpleLineBreaks: to.breaks,
              tables: to.tables,
              strikethrough: to.strikethrough,
              tasklists: to.tasks,
              simplifiedAutoLink: to.links,
              openLinksInNewWindow: to.newWindow,
              noHeaderId: to.headingIds === false,
              ghCompatibleHeaderId: to.dashedIds,
              prefixHeaderId: to.idPrefix,
              headerLevelStart: to.firstLevel,
            })
          : stored({
              bulletMarker: to.bullet,
              emDelimiter: to.emphasis,
              strongDelimiter: to.strong,
              codeFence: to.fence,
              codeBlockStyle: to.indentedCode === true ? "indented" : "fence",
              keepDataImages: to.keepDataImages,
              ignore: to.ignore,
              textReplace: replaced.length ? { values: replaced } : undefined,
            }),
      }),
    };
  },
};
