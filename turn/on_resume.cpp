// SPDX-License-Identifier: MIT
// Mobility (RFC 8016): a Refresh with a ticket finds its allocation from another 5-tuple. Until the
// client is heard on the new one by anything else than that Refresh, data goes to the old one: the
// answer may be lost, or the old way still better.
#include "turn/server.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

// Before anything else: the allocation lives with one worker, and so does what its client must
// prove. Nothing is kept for a ticket, and only a genuine one goes further, once.
bool Server::resumes_elsewhere(Request& request) {
  const auto value = request.message.text(Attr::mobility_ticket);
  if (!value || !config_.mobility) return false;
  const auto ticket = shared_.tickets.open(*value);
  if (!ticket) return false;
  if (ticket->worker == worker_) {
    request.shown = allocations_.find(ticket->allocation);
    return false;
  }
  if (request.leg.moved || ticket->worker >= shared_.workers ||
      allocations_.find(request.leg.tuple) != nullptr)
    return false;
  if (request.leg.is_stream()) {
    request.out.add(MoveClient{request.leg, ticket->worker});
  } else {
    request.out.add(PassOn{request.leg, ticket->worker});
  }
  return true;
}

base::Result<Allocation*, ErrorCode> Server::shown_allocation(const Request& request) {
  if (!config_.mobility) return base::failure(ErrorCode::mobility_forbidden);
  const auto ticket = shared_.tickets.open(*request.message.text(Attr::mobility_ticket));
  if (!ticket) return base::failure(ErrorCode::bad_request);
  // Genuine, but what it names is gone, or the 5-tuple has an allocation of its own.
  if (request.shown == nullptr || !request.shown->mobile)
    return base::failure(ErrorCode::allocation_mismatch);
  if (request.allocation != nullptr && request.allocation != request.shown)
    return base::failure(ErrorCode::allocation_mismatch);
  Allocation& allocation = *request.shown;
  const bool retransmitted =
      request.allocation != nullptr && allocation.resumed_by == request.message.transaction_id();
  // The one before the current one as well, as long as nothing shows that the client has got the
  // current one.
  const bool good = ticket->serial == allocation.serial ||
                    (allocation.next && ticket->serial + 1 == allocation.serial);
  if (!retransmitted && !good) return base::failure(ErrorCode::bad_request);
  return &allocation;
}

void Server::take_ticket(const Request& request, Allocation& allocation) {
  const auto transaction = request.message.transaction_id();
  const bool here = allocation.leg.tuple == request.leg.tuple && !allocation.away;
  const bool next = allocation.next && allocation.next->tuple == request.leg.tuple;
  if ((here || next) && allocation.resumed_by == transaction) return;  // the same answer again
  ++allocation.serial;
  allocation.resumed_by = transaction;
  if (here || next) return;
  allocations_.add_way(allocation, request.leg);
  if (request.leg.moved && !request.leg.is_stream()) request.out.add(ClientMoved{request.leg});
}

void Server::arrived(Allocation& allocation, const Leg& from) noexcept {
  if (allocation.next && allocation.next->tuple == from.tuple) allocations_.settle(allocation);
}

}  // namespace turn
