#!/bin/sh
# Builds one conda package: build.sh NAME
set -eu
. ./cycle/cycle.env
name=$1
version=$(eval "echo \${$name}")
echo "Building $name $version for $CYCLE$rev"
conda build --quiet --output-folder build/out "recipes/$name"
