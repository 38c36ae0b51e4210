/* The table of field types: one component to enter each, how it is told in a line, how wide it is
 * in a table. A new type is a row here, a file beside it, and a row in src/value/type.c. */
import type { Component } from 'vue'
import type { Field, FieldType, Link } from '@shared/api/model'
import { count, decimal, moment, say, t, unitText } from '@shared/text'
import CheckList from './CheckList.vue'
import ChoiceInput from './Choice.vue'
import ChoicesInput from './Choices.vue'
import DateInput from './Date.vue'
import DateTimeInput from './DateTime.vue'
import DurationInput from './Duration.vue'
import FileInput from './File.vue'
import FlagInput from './Flag.vue'
import IdNumberInput from './IdNumber.vue'
import IntegerInput from './Integer.vue'
import LinesInput from './Lines.vue'
import MoneyInput from './Money.vue'
import NumberInput from './Number.vue'
import PhoneInput from './Phone.vue'
import PhotoInput from './Photo.vue'
import PlaceInput from './Place.vue'
import PlateInput from './Plate.vue'
import PointInput from './Point.vue'
import RefInput from './Ref.vue'
import StockInput from './Stock.vue'
import TextInput from './Text.vue'
import TimeInput from './Time.vue'
import UserInput from './User.vue'
import { isBlank } from './value'

export { isBlank, startValue, startValues } from './value'

export interface FieldRow {
  edit: Component
  width: number
  isFigure?: boolean
  tell: (value: unknown, field: Field) => string
}

const codeText = (f: Field, code: unknown) => say(f.of?.find(c => c.code === code)?.label, String(code))
const plain = (v: unknown) => String(v)
const linkText = (v: unknown) => (v as Link)?.title ?? String(v)
/* Temperatures stand in a column with their tenths: 37.0 under 36.8. */
const tenths = (text: string) => (/^\d+$/.test(text) ? text + '.0' : text)
const withUnit = (text: string, f: Field) => (f.unit ? `${text} ${unitText(f.unit)}` : text)

/* Keep alphabetised. */
export const fieldTable: Record<FieldType, FieldRow> = {
  checklist: { edit: CheckList, width: 120, tell: v => t('field.rows', { n: Object.keys(v as object).length }) },
  choice: { edit: ChoiceInput, width: 96, tell: (v, f) => codeText(f, v) },
  choices: { edit: ChoicesInput, width: 140, tell: (v, f) => (v as string[]).map(c => codeText(f, c)).join(t('app.comma')) },
  date: { edit: DateInput, width: 104, tell: plain },
  datetime: { edit: DateTimeInput, width: 108, tell: v => moment(String(v)) },
  duration: { edit: DurationInput, width: 96, isFigure: true, tell: plain },
  file: { edit: FileInput, width: 120, tell: linkText },
  flag: { edit: FlagInput, width: 72, tell: v => t(v ? 'field.yes' : 'field.no') },
  id_number: { edit: IdNumberInput, width: 168, tell: plain },
  integer: { edit: IntegerInput, width: 84, isFigure: true, tell: v => count(Number(v)) },
  lines: { edit: LinesInput, width: 84, tell: v => t('field.rows', { n: (v as unknown[]).length }) },
  money: { edit: MoneyInput, width: 112, isFigure: true, tell: v => decimal(String(v)) },
  number: { edit: NumberInput, width: 84, isFigure: true, tell: (v, f) => decimal(f.unit === 'degC' ? tenths(String(v)) : String(v)) },
  phone: { edit: PhoneInput, width: 124, tell: plain },
  photo: { edit: PhotoInput, width: 96, tell: linkText },
  place: { edit: PlaceInput, width: 152, tell: linkText },
  plate: { edit: PlateInput, width: 104, tell: plain },
  point: { edit: PointInput, width: 140, tell: plain },
  ref: { edit: RefInput, width: 152, tell: linkText },
  stock: { edit: StockInput, width: 120, tell: plain },
  text: { edit: TextInput, width: 168, tell: plain },
  time: { edit: TimeInput, width: 72, tell: plain },
  user: { edit: UserInput, width: 112, tell: linkText },
}

/* A value in a line of text; empty when there is none. `bare` leaves the unit to the heading. */
export function tell(field: Field, value: unknown, bare = false): string {
  if (isBlank(value)) return ''
  const row = fieldTable[field.type]
  const text = row ? row.tell(value, field) : String(value)
  return bare || !field.unit || !row?.isFigure ? text : withUnit(text, field)
}
