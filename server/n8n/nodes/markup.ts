import type { Json, JsonObject } from "@/shared/item";
import type { Exported, Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text, unless } from "../params";

export const markupMappers: Mappers = {
  xml(params): Mapped {
    const options = object(params.options);
    const names = { attributes: text(options.attrkey, "$") || "$", text: text(options.charkey, "_") || "_" };
    const to: JsonObject =
      params.mode === "jsonToxml"
        ? {
            is: "xml",
            ...names,
            rootName: text(options.rootName, "root"),
            headless: options.headless === true,
            cdata: options.cdata === true,
          }
        : {
            is: "json",
            ...names,
            root: options.explicitRoot !== false,
            lists: options.explicitArray === true,
            mergeAttributes: options.mergeAttrs !== false,
            ignoreAttributes: options.ignoreAttrs === true,
            lowerCase: options.normalizeTags === true,
            trim: options.trim === true,
            normalize: options.normalize === true,
          };
    return { type: "core.xml", params: { to, field: text(params.dataPropertyName, "data") } };
  },

  html(params, version): Mapped {
    const operation = text(params.operation, "generateHtmlTemplate");
    if (operation === "extractHtmlContent") return extract(params, version < 1.2);
    if (operation === "convertToHtmlTable") return { type: "core.htmlTable", params: table(params) };
    const source = text(params.html, "<!DOCTYPE html>\n");
    const html = source.includes("{{") && !source.startsWith("=") ? `=${source}` : source;
    return { type: "core.html", params: { action: { is: "template", html, field: "html" } } };
  },

  htmlExtract: (params) => extract(params, true),
};

function extract(params: JsonObject, plain: boolean): Mapped {
  const options = object(params.options);
  const name = text(params.dataPropertyName, "data");
  const values = list(object(params.extractionValues).values).map((row) => ({
    name: text(row.key),
    selector: text(row.cssSelector),
    give: text(row.returnValue, "text"),
    attribute: text(row.attribute),
    skip: text(row.skipSelectors),
    all: row.returnArray === true,
  }));
  const of: JsonObject = params.sourceData === "binary" ? { is: "file", file: name } : { is: "field", field: name };
  const action = {
    is: "extract",
    of,
    values: values as unknown as Json,
    trim: options.trimValues !== false,
    clean: options.cleanUpText === true,
    plain,
  };
  return { type: "core.html", params: { action } };
}

function table(params: JsonObject): JsonObject {
  const options = object(params.options);
  return {
    capitalize: options.capitalize === true,
    plain: options.customStyling === true,
    caption: text(options.caption),
    tableAttributes: text(options.tableAttributes),
    headerAttributes: text(options.headerAttributes),
    rowAttributes: text(options.rowAttributes),
    cellAttributes: text(options.cellAttributes),
    field: "table",
  };
}

export const markupExporters: Exporters = {
  "core.xml": (params) => {
    const to = object(params.to);
    const names = { attrkey: unless(to.attributes, "$"), charkey: unless(to.text, "_") };
    return {
      type: "n8n-nodes-base.xml",
      typeVersion: 1,
      parameters: stored({
        mode: to.is === "xml" ? "jsonToxml" : "xmlToJson",
        dataPropertyName: params.field,
        options: stored(
          to.is === "xml"
            ? { ...names, rootName: to.rootName, headless: to.headless, cdata: to.cdata }
            : {
                ...names,
                explicitRoot: to.root,
                explicitArray: to.lists,
                mergeAttrs: to.mergeAttributes,
                ignoreAttrs: to.ignoreAttributes,
                normalizeTags: to.lowerCase,
                trim: to.trim,
                normalize: to.normalize,
              },
        ),
      }),
    };
  },

  "core.html": (params) => {
    const action = object(params.action);
    if (action.is === "extract") return extraction(action);
    // There the text is filled in without being an expression.
    const html = text(action.html);
    return {
      ...{ type: "n8n-nodes-base.html", typeVersion: 1.2 },
      parameters: { operation: "generateHtmlTemplate", html: html.includes("{{") ? html.replace(/^=/, "") : html },
    };
  },

  "core.htmlTable": (params) => ({
    type: "n8n-nodes-base.html",
    typeVersion: 1.2,
    parameters: {
      operation: "convertToHtmlTable",
      options: stored({
        capitalize: params.capitalize,
        customStyling: params.plain,
        caption: params.caption,
        tableAttributes: params.tableAttributes,
        headerAttributes: params.headerAttributes,
        rowAttributes: params.rowAttributes,
        cellAttributes: params.cellAttributes,
      }),
    },
  }),
};

function extraction(action: JsonObject): Exported {
  const of = object(action.of);
  const values = list(action.values).map((row) =>
    stored({
      key: row.name,
      cssSelector: row.selector,
      returnValue: row.give,
      attribute: row.attribute || undefined,
      skipSelectors: row.skip || undefined,
      returnArray: unless(row.all, false),
    }),
  );
  return {
    type: "n8n-nodes-base.html",
    typeVersion: action.plain === true ? 1 : 1.2,
    parameters: stored({
      operation: "extractHtmlContent",
      sourceData: of.is === "file" ? "binary" : "json",
      dataPropertyName: of.is === "file" ? of.file : of.field,
      extractionValues: { values },
      options: stored({ trimValues: action.trim, cleanUpText: action.clean }),
    }),
  };
}
