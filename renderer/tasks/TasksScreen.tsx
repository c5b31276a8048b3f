import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { RequestId } from "../../shared/model/request.ts";
import type { Task } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import type { Route } from "../shell/router.ts";
import { useSession } from "../session/store.ts";
import { useStation } from "../station/store.ts";
import { ScreenHead } from "../ui/parts.tsx";
import { unreachable } from "../shell/unreachable.ts";
import { Empty, Loaded } from "../ui/states.tsx";

/** What waits for the signed-in person, earliest deadline first; one verb per row. */
export function TasksScreen(): ReactNode {
  const { t } = useLanguage();
  const tasks = useSession((store) => store.tasks);
  const load = useSession((store) => store.loadTasks);
  useEffect(() => {
    void load();
  }, [load]);
  const count = valueOf(tasks)?.length ?? 0;
  return (
    <div className="screen">
      <ScreenHead title={t("tasks.title")} {...(count > 0 ? { note: t("tasks.count", { n: count }) } : {})} />
      <Loaded of={tasks} onRetry={() => void load()}>
        {(list) =>
          list.length === 0 ? (
            <Empty what={t("tasks.empty")} hint={t("tasks.emptyHint")} />
          ) : (
            <TaskTable tasks={list.toSorted((one, other) => (one.due ?? "9").localeCompare(other.due ?? "9"))} />
          )
        }
      </Loaded>
    </div>
  );
}

function TaskTable({ tasks }: { readonly tasks: readonly Task[] }): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <table className="table table-roomy">
      <thead>
        <tr>
          <th scope="col">{t("tasks.what")}</th>
          <th scope="col">{t("tasks.reference")}</th>
          <th scope="col">{t("tasks.since")}</th>
          <th scope="col">{t("tasks.due")}</th>
          <th scope="col">{t("tasks.action")}</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={task.id}>
            <td>
              <strong>{t(`task.${task.kind}`)}</strong>
              {isInternal(task.reference) ? null : <span className="row-note">{task.subject}</span>}
            </td>
            <td className="figures nowrap">{isInternal(task.reference) ? task.subject : task.reference}</td>
            <td className="figures nowrap">{formats.moment(task.since)}</td>
            <td className="figures nowrap">
              <Due task={task} />
            </td>
            <td>
              <Button
                type="primary"
                size="small"
                onClick={() => {
                  useRouter.getState().go(routeOf(task));
                }}
              >
                {t(`taskVerb.${task.kind}`)}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Ids of requests and grants are for machines; people know the number in the subject. */
function isInternal(reference: string): boolean {
  return /^[rgv]-[0-9a-z]+$/u.test(reference);
}

function Due({ task }: { readonly task: Task }): ReactNode {
  const { t, formats } = useLanguage();
  const now = useStation(({ status }) => valueOf(status)?.now);
  if (task.due === undefined) {
    return <span className="quiet">{t("tasks.noDue")}</span>;
  }
  const overdue = now !== undefined && Date.parse(task.due) < Date.parse(now);
  return (
    <span className={overdue ? "amber" : undefined}>
      {formats.moment(task.due)}
      {overdue ? <span className="row-note">{t("tasks.overdue")}</span> : null}
    </span>
  );
}

function routeOf(task: Task): Route {
  switch (task.kind) {
    case "decideRequest": {
      const id = requestOf(task);
      return id === null ? { at: "requests" } : { at: "decide", id };
    }
    case "requestRefused":
    case "requestPending": {
      const id = requestOf(task);
      return id === null ? { at: "requests" } : { at: "requests", id };
    }
    case "superviseViewing":
    case "startViewing":
      return { at: "room" };
    case "unlockCertificate":
      return { at: "station" };
  }
  return unreachable(task.kind);
}

/** A task about a request carries the request's id in its own. */
function requestOf(task: Task): RequestId | null {
  const found = /r-[0-9a-z]{6,40}/u.exec(`${task.id} ${task.reference}`)?.[0];
  // The pattern is that of a request's id.
  return found === undefined ? null : (found as RequestId);
}
