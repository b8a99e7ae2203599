import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

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
