import { z } from "zod";
import { capacities } from "../capacities.ts";

export const capacitySchema = z.enum(capacities);
