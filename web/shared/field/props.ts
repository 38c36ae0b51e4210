/* What every field component is given. */
import type { Field, Values } from '@shared/api/model'

export interface FieldProps {
  modelValue: unknown
  field: Field
  id: string
  isInvalid?: boolean
  context?: Values
}
