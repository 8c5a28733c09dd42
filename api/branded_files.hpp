// SPDX-License-Identifier: MIT
// BrandedFiles: the web UI with what administrators have set: index.html and the manifest carry
// name, colour and logo, and the page the facts of GET /api/site, so that the first paint is right
// without a request. Made anew after a change; any thread.
#pragma once

#include <memory>
#include <optional>

#include "api/dependencies.hpp"
#include "api/static_files.hpp"
#include "base/guarded.hpp"

namespace api {

class BrandedFiles {
 public:
  // The dependencies outlive this.
  explicit BrandedFiles(const Dependencies& d) : d_(d) {}
  std::optional<Response> serve(const Request& request) const { return current()->serve(request); }

 private:
  struct Made {
    std::shared_ptr<const meetings::SiteValues> of;
    std::shared_ptr<const StaticFiles> files;
  };
  std::shared_ptr<const StaticFiles> current() const;
  StaticFiles make(const meetings::SiteValues& values) const;

  const Dependencies& d_;
  mutable base::Guarded<Made> made_;
};

}  // namespace api
