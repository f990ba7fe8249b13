#!/bin/bash
# @host@ at the @label@: @purpose@
set -e
cd "$(dirname "$0")"
source setup.env
docker-compose -f docker-compose-ospl.yaml up -d
%if host=azar01
docker-compose -f docker-compose-auxtel.yaml up -d
%end
%if host=azar02
docker-compose -f docker-compose-maintel.yaml up -d
%end
%if host=azar03
[ ! -e docker-compose-camera.yml ] || docker-compose -f docker-compose-camera.yml up -d
%end
echo "Cycle ${CYCLE}${rev} runs on @host@"
