// SPDX-License-Identifier: MIT
#include "turn/mobility/resuming.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

// The server keeps nothing for a ticket, and passes on only a genuine one, once.
bool Resuming::pass_to_owner(Request& request) {
  const auto value = request.message.text(Attr::mobility_ticket);
  if (!value || !parts_.config.mobility) return false;
  const auto ticket = parts_.shared.tickets.open(*value);
  if (!ticket) return false;
  if (ticket->worker == parts_.worker) {
    request.ticket_allocation = parts_.allocations.find(ticket->allocation);
    return false;
  }
  if (request.leg.moved || ticket->worker >= parts_.shared.workers ||
      parts_.allocations.find(request.leg.tuple) != nullptr)
    return false;
  if (request.leg.is_stream()) {
    request.out.add(MoveClient{request.leg, ticket->worker});
  } else {
    request.out.add(PassOn{request.leg, ticket->worker});
  }
  return true;
}

base::Result<Allocation*, ErrorCode> Resuming::ticket_allocation(const Request& request) const {
  if (!parts_.config.mobility) return base::failure(ErrorCode::mobility_forbidden);
  const auto ticket = parts_.shared.tickets.open(*request.message.text(Attr::mobility_ticket));
  if (!ticket) return base::failure(ErrorCode::bad_request);
  // The ticket is genuine, but its allocation is gone, or the 5-tuple has an allocation of its own.
  if (request.ticket_allocation == nullptr || !request.ticket_allocation->mobile)
    return base::failure(ErrorCode::allocation_mismatch);
  if (request.allocation != nullptr && request.allocation != request.ticket_allocation)
    return base::failure(ErrorCode::allocation_mismatch);
  Allocation& allocation = *request.ticket_allocation;
  const bool retransmitted =
      request.allocation != nullptr && allocation.resumed_by == request.message.transaction_id();
  // The ticket before the current one is good as well until the client shows that it has got the
  // current one.
  const bool good = ticket->serial == allocation.serial ||
                    (allocation.next && ticket->serial + 1 == allocation.serial);
  if (!retransmitted && !good) return base::failure(ErrorCode::bad_request);
  return &allocation;
}

void Resuming::take_ticket(const Request& request, Allocation& allocation) {
  const auto transaction = request.message.transaction_id();
  const bool here = allocation.leg.tuple == request.leg.tuple && !allocation.away;
  const bool next = allocation.next && allocation.next->tuple == request.leg.tuple;
  if ((here || next) && allocation.resumed_by == transaction) return;  // the same answer again
  ++allocation.serial;
  allocation.resumed_by = transaction;
  if (here || next) return;
  parts_.allocations.add_way(allocation, request.leg);
  if (request.leg.moved && !request.leg.is_stream()) request.out.add(ClientMoved{request.leg});
}

}  // namespace turn
