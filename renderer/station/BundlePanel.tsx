import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { BundleArrival, BundleTaken, BundleWritten } from "../../shared/model/evidence.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Loadable } from "../shell/loadable.ts";
import { Facts, Panel, Tag } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { useBundles } from "./bundles.ts";

/** The way to headquarters and back on a stick, for when there is no network. */
export function BundlePanel(): ReactNode {
  const { t } = useLanguage();
  const { arrivals, written, taken, look, write } = useBundles();
  const isBusy = written.phase === "loading" || taken.phase === "loading";
  useEffect(() => {
    void look();
  }, [look]);
  return (
    <Panel
      title={t("bundle.title")}
      acts={
        <div className="acts">
          <Button disabled={isBusy} onClick={() => void write(false)}>
            {t("bundle.write")}
          </Button>
          <Button disabled={isBusy} onClick={() => void look()}>
            {t("bundle.look")}
          </Button>
        </div>
      }
    >
      <p className="hint">{t("bundle.explain")}</p>
      <div aria-live="polite" className="bundle-said">
        <Written of={written} />
        <Taken of={taken} onEverything={() => void write(true)} isBusy={isBusy} />
      </div>
      <Loaded of={arrivals} rows={2} onRetry={() => void look()}>
        {({ folder, files }) => (
          <>
            <Facts
              rows={[
                [
                  t("bundle.folder"),
                  <span key="folder" className="digest">
                    {folder}
                  </span>,
                ],
              ]}
            />
            {files.length === 0 ? (
              <Empty what={t("bundle.empty")} hint={t("bundle.emptyHint")} />
            ) : (
              <Arrivals files={files} isBusy={isBusy} />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Running({ says }: { readonly says: string }): ReactNode {
  return (
    <div className="progress">
      <p className="quiet">{says}</p>
      <span className="progress-run" />
    </div>
  );
}

function Written({ of }: { readonly of: Loadable<BundleWritten> }): ReactNode {
  const { t } = useLanguage();
  if (of.phase === "loading") {
    return <Running says={t("bundle.writing")} />;
  }
  if (of.phase === "refused") {
    return <Refusal failure={of.failure} />;
  }
  if (of.phase === "idle") {
    return null;
  }
  const { file, from, to } = of.value;
  return (
    <div className="notice notice-quiet" data-bundle={file}>
      <p>{t("bundle.written", { from, to: to - 1, n: to - from, file })}</p>
      <p>{t("bundle.writtenNext")}</p>
    </div>
  );
}

function Taken({
  of,
  onEverything,
  isBusy,
}: {
  readonly of: Loadable<BundleTaken>;
  readonly onEverything: () => void;
  readonly isBusy: boolean;
}): ReactNode {
  const { t } = useLanguage();
  if (of.phase === "loading") {
    return <Running says={t("bundle.taking")} />;
  }
  if (of.phase === "refused") {
    return <Refusal failure={of.failure} />;
  }
  if (of.phase === "idle") {
    return null;
  }
  const { size, isNews, items, wantsEverything, wantsFresh } = of.value;
  return (
    <div className={wantsEverything || wantsFresh ? "notice notice-amber" : "notice notice-green"} data-taken={size}>
      <p>{t(isNews ? "bundle.takenNews" : "bundle.takenKnown", { size })}</p>
      <p>{t("bundle.takenItems", { items })}</p>
      {wantsFresh ? <p>{t("bundle.wantsFresh")}</p> : null}
      {wantsEverything ? (
        <>
          <p>{t("bundle.wantsEverything")}</p>
          <Button size="small" disabled={isBusy} onClick={onEverything}>
            {t("bundle.writeAll")}
          </Button>
        </>
      ) : null}
    </div>
  );
}

const tones = { answer: "green", outward: "quiet", other: "amber" } as const;

function Arrivals({
  files,
  isBusy,
}: {
  readonly files: readonly BundleArrival[];
  readonly isBusy: boolean;
}): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <ul className="bundle-files" aria-label={t("bundle.files")}>
      {files.map(({ name, bytes, at, kind }) => (
        <li key={name}>
          <div>
            <span className="digest">{name}</span>
            <span className="quiet figures">
              {formats.bytes(bytes)} · {formats.moment(at)}
            </span>
          </div>
          <Tag tone={tones[kind]}>{t(`bundle.kind.${kind}`)}</Tag>
          <Button
            size="small"
            disabled={isBusy}
            aria-label={t("bundle.takeNamed", { name })}
            onClick={() => void useBundles.getState().take(name)}
          >
            {t("bundle.take")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
