/* The plan in force: what the pages are made from. */
import { get } from './client'
import type { Plan } from './model'
export const readPlan = () => get<Plan>('plan')
