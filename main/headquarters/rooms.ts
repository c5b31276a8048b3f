import { viewingRoomSchema, type ViewingRoomRecord } from "../../shared/model/administration.ts";
import type { Database } from "./database/database.ts";

/** The viewing rooms (指定场所) of the authority. */
export interface ViewingRooms {
  list(): Promise<readonly ViewingRoomRecord[]>;
  find(room: string): Promise<ViewingRoomRecord | null>;
  /** Adds a room or writes it anew. */
  keep(room: ViewingRoomRecord): Promise<void>;
}

/** Opens the rooms over the table `room`. */
export function openViewingRooms(database: Database): ViewingRooms {
  const rows = () => database.selectFrom("room").selectAll().orderBy("room");
  return {
    list: async () => (await rows().execute()).map((row) => viewingRoomSchema.parse(row)),
    find: async (room) => {
      const row = await rows().where("room", "=", room).executeTakeFirst();
      return row === undefined ? null : viewingRoomSchema.parse(row);
    },
    keep: async (room) => {
      await database
        .insertInto("room")
        .values(room)
        .onConflict((conflict) => conflict.column("room").doUpdateSet({ zh: room.zh, en: room.en, place: room.place }))
        .execute();
    },
  };
}
