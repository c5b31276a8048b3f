import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { AssetId, Footage, FootagePage } from "../../shared/model/footage.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { ScreenHead } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Detail } from "./Detail.tsx";
import { FootageTable } from "./FootageTable.tsx";
import { pageSize, useFootage } from "./store.ts";

/** The catalogue: what recordings exist, without showing any of them. */
export function FootageScreen({ asset }: { readonly asset?: AssetId }): ReactNode {
  const { t } = useLanguage();
  const page = useFootage((store) => store.page);
  const selected = useFootage((store) => store.selected);
  const search = useFootage((store) => store.search);
  useEffect(() => {
    void search({});
    if (asset !== undefined) {
      useFootage.getState().select(asset);
    }
  }, [search, asset]);
  const rows = valueOf(page)?.rows ?? [];
  const total = valueOf(page)?.total;
  return (
    <div className="screen footage">
      <ScreenHead
        title={t("footage.title")}
        {...(total === undefined ? {} : { note: t("footage.total", { n: total }) })}
      >
        <SearchLine />
      </ScreenHead>
      <div className={selected === null ? "footage-body" : "footage-body footage-split"}>
        <Facets page={valueOf(page)} />
        <div className="footage-list">
          <Loaded of={page} rows={10} onRetry={() => void search({})}>
            {(found) =>
              found.rows.length === 0 ? (
                <Empty what={t("footage.empty")} hint={t("footage.emptyHint")} />
              ) : (
                <>
                  <FootageTable rows={found.rows} />
                  <Pages total={found.total} />
                </>
              )
            }
          </Loaded>
        </div>
        <DetailSide footage={rows.find((row) => row.asset === selected)} />
      </div>
    </div>
  );
}

function DetailSide({ footage }: { readonly footage: Footage | undefined }): ReactNode {
  const { t } = useLanguage();
  return footage === undefined ? null : (
    <aside className="footage-detail" aria-label={t("footage.detail")}>
      <Detail footage={footage} />
    </aside>
  );
}

function SearchLine(): ReactNode {
  const { t } = useLanguage();
  const [text, setText] = useState(() => useFootage.getState().query.text ?? "");
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text !== (useFootage.getState().query.text ?? "")) {
        void useFootage.getState().search({ text, page: 0 });
      }
    }, 250);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return (
    <Input
      type="search"
      className="search-line"
      aria-label={t("footage.searchLabel")}
      placeholder={t("footage.searchHint")}
      value={text}
      suffix={<kbd>/</kbd>}
      onChange={(event) => {
        setText(event.target.value);
      }}
    />
  );
}

function Facets({ page }: { readonly page: FootagePage | undefined }): ReactNode {
  const { t, formats } = useLanguage();
  const query = useFootage((store) => store.query);
  const search = useFootage((store) => store.search);
  const isFiltered = [query.unit, query.device, query.caseNo, query.kind].some((value) => value !== undefined);
  return (
    <aside className="facets" aria-label={t("footage.facets")}>
      {(page?.facets ?? []).map(({ name, values }) => (
        <fieldset key={name}>
          <legend>{t(`footage.facet.${name}`)}</legend>
          {values.map(({ value, count }) => (
            <button
              key={value}
              type="button"
              className="facet"
              aria-pressed={query[name] === value}
              onClick={() => {
                void search({ [name]: query[name] === value ? undefined : value, page: 0 });
              }}
            >
              <span>{name === "kind" ? kindWord(value, t) : value}</span>
              <span className="quiet figures">{formats.number(count)}</span>
            </button>
          ))}
        </fieldset>
      ))}
      {isFiltered ? (
        <Button
          size="small"
          onClick={() => {
            void search({ unit: undefined, device: undefined, caseNo: undefined, kind: undefined, page: 0 });
          }}
        >
          {t("footage.clear")}
        </Button>
      ) : null}
    </aside>
  );
}

function kindWord(value: string, t: ReturnType<typeof useLanguage>["t"]): string {
  return value === "video" || value === "audio" || value === "photo" ? t(`kind.${value}`) : value;
}

function Pages({ total }: { readonly total: number }): ReactNode {
  const { t } = useLanguage();
  const page = useFootage((store) => store.query.page ?? 0);
  const search = useFootage((store) => store.search);
  const pages = Math.ceil(total / pageSize);
  return pages < 2 ? null : (
    <nav className="pages">
      <Button size="small" disabled={page === 0} onClick={() => void search({ page: page - 1 })}>
        {t("footage.prev")}
      </Button>
      <span className="figures">{t("footage.page", { page: page + 1, pages })}</span>
      <Button size="small" disabled={page + 1 >= pages} onClick={() => void search({ page: page + 1 })}>
        {t("footage.nextPage")}
      </Button>
    </nav>
  );
}
