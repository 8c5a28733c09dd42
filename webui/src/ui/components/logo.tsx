// SPDX-License-Identifier: MIT
// The school's own logo, or the mark: a lectern with a live dot.
import { useEnv } from '../env';

export function Logo({ size = 36 }: { size?: number }) {
  const own = useEnv().site.value?.logo;
  if (own) return <img class="logo logo-own" src={own} height={size} alt="" />;
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" class="logo">
      <rect width="48" height="48" rx="12" class="logo-ground" />
      <path d="M11 17.5 37 13v7.5L11 25z" fill="#fff" />
      <path d="M21.5 24.5h5V34H32v3.5H16V34h5.5z" fill="#fff" />
      <circle cx="35.5" cy="31" r="4" fill="#F5BB07" />
    </svg>
  );
}
